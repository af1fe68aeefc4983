// Node, for require(): the same module as for import, at once or, before Node 20.19, later.
'use strict';

module.exports = process.features.require_module ? require('./node.js') : require('./node-later.cjs');
