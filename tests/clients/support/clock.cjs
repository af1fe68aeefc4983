/** Loaded before the client of a machine whose clock is wrong, by CLIENT_CLOCK_SHIFT_SECONDS. */
'use strict';

const RealDate = Date;
const shiftMs = Number(process.env.CLIENT_CLOCK_SHIFT_SECONDS) * 1000;

globalThis.Date = class extends RealDate {
  /** @param {...any} parts */
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shiftMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};
