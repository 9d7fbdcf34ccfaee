#!/usr/bin/env node
// The first file that Node reads of the command: checks Node's version, then loads the rest. Old syntax
// only, because an old Node has to understand this file in order to refuse.
'use strict';

var oldest = [20, 19];
var own = process.versions.node.split('.').map(Number);

if (own[0] < oldest[0] || (own[0] === oldest[0] && own[1] < oldest[1])) {
  var needed =
    'Node.js ' + oldest.join('.') + ' or later is needed, and this is ' + process.version;
  var cure = 'Install a newer one without root by "conda install nodejs" or nvm, or use the';
  console.error(
    'outlive: ' + needed + '. ' + cure + ' outlive-linux-x64 archive, which brings its own.',
  );
  process.exitCode = 1;
} else {
  require('./outlive.js');
}
