// Exit statuses, and the errors that decide on one.

/** As sysexits.h has them, above those of an indication. */
export const EXIT = {
  ok: 0,
  failed: 1,
  indeterminate: 2,
  usage: 64,
  data: 65,
  unreadable: 66,
  internal: 70,
  uncreatable: 73,
};

/** What ends a command, in both languages. */
export class Failed extends Error {
  /**
   * @param {number} exit
   * @param {{ ko: string, en: string }} sentence
   */
  constructor(exit, sentence) {
    super(sentence.en);
    this.exit = exit;
    this.sentence = sentence;
  }
}

/** @param {{ ko: string, en: string }} sentence */
export const misused = (sentence) => new Failed(EXIT.usage, sentence);
