const KST = 9 * 3_600_000;

/**
 * The digits of a Korean date and time, a person's clock on the wall: `yyyy-MM-ddTHH:mm:ss`.
 * @param {number} milliseconds
 */
export const koreanClock = (milliseconds) => new Date(milliseconds + KST).toISOString().slice(0, 19);

/**
 * Whether a text is a date that the calendar has, as YYYYMMDD.
 * @param {string} text
 */
export function isCalendarDate(text) {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // The parser rolls 31 April over to 1 May, so the date has to read back as written.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
