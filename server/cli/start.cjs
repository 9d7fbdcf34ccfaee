#!/usr/bin/env node
// The first file that Node reads of the command: checks Node's version, then loads the rest. Old syntax
// only, because an old Node has to understand this file in order to refuse.
'use strict';

var oldest = [20, 19];
var own = process.versions.node.split('.').map(Number);
var advice =
  'Install a newer one without root by "conda install nodejs" or nvm, or use the outlive-linux-x64 archive, which brings its own.';

if (own[0] < oldest[0] || (own[0] === oldest[0] && own[1] < oldest[1])) {
  console.error(
    'outlive: Node.js %s or later is needed, and this is %s. %s',
    oldest.join('.'),
    process.version,
    advice,
  );
  process.exitCode = 1;
} else {
  require(require('node:path').join(__dirname, 'outlive.js'));
}
