module.exports = { ink: "#222" };
