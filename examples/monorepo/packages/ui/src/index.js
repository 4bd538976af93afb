module.exports = { colour: require("@design/theme").text };
