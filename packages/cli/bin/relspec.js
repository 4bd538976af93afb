#!/usr/bin/env node
"use strict";
// The door. Plain old JavaScript, because its first task is to tell someone with an old Node what is wrong; and short,
// because everything here is paid for at each start.

var manifest = require("../package.json");

var parts = process.versions.node.split(".");
var major = Number(parts[0]);
var minor = Number(parts[1]);
var supported = (major === 22 && minor >= 23) || (major === 24 && minor >= 15) || major > 24;

var first = process.argv[2];
if (!supported) {
  var message =
    "relspec " + manifest.version + " needs Node " + manifest.engines.node + "; this is " + process.versions.node + ".";
  if (process.argv.indexOf("--json") === -1) process.stderr.write("RS_USAGE_NODE " + message + "\n");
  else {
    var error = {
      code: "RS_USAGE_NODE",
      message: message,
      suggestions: ["Install a newer Node: https://nodejs.org"],
      ref: "docs/reference/errors.md#rs_usage_node",
      details: { needed: manifest.engines.node, found: process.versions.node },
      diagnostics: [],
    };
    process.stdout.write(JSON.stringify({ error: error }, null, 2) + "\n");
  }
  process.exitCode = 2;
} else if (process.argv.length === 3 && (first === "--version" || first === "-v")) {
  process.stdout.write(manifest.version + "\n");
} else {
  // A user without an entry in the system's list has no home, which libraries take for impossible; containers call it "/".
  try {
    require("os").homedir();
  } catch {
    process.env.HOME = "/";
  }
  // A cache of compiled code that others may write to would be a way into the release, so it is not kept in the
  // shared temporary directory. A cache that cannot be written is no error.
  var home = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || require("os").homedir() + "/.cache";
  require("module").enableCompileCache(home + "/relspec/compiled");
  require("../dist/main.js");
}
