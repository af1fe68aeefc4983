// Node, for require(): whatever renders pages on a server loads it there, and calls it in pages alone.
'use strict';

module.exports = process.features.require_module
  ? require('./form.js')
  : {
      protectForm() {
        throw new TypeError('ingam: a form is in a page');
      },
    };
