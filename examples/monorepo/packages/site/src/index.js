module.exports = require("@design/ui").colour;
