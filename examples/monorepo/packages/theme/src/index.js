module.exports = { text: require("@design/tokens").ink };
