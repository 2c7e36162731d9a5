/** The shortest decimal that reads back as the same float32; never without `.` or `E`, since XGBoost's reader tells 1 from 1E0. */
export function floatText(value: number): string {
  let text = String(Number(value.toPrecision(9)))
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) !== value) continue
    text = String(shorter)
    break
  }
  return /[.e]/.test(text) ? text.replace('e', 'E') : `${text}E0`
}
