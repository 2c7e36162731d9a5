const cronFields = [
  { name: 'minutes', pattern: /^[\d*,/-]+$/ },
  { name: 'hours', pattern: /^[\d*,/-]+$/ },
  { name: 'day of month', pattern: /^[\d*,/?LW-]+$/ },
  { name: 'month', pattern: /^[\dA-Z*,/-]+$/ },
  { name: 'day of week', pattern: /^[\dA-Z*,/?#-]+$/ },
  { name: 'year', pattern: /^[\d*,/-]+$/ },
]

/**
 * What is wrong with an EventBridge Scheduler expression, or undefined when it is sound.
 * Source of the rules: EventBridge Scheduler user guide, "Schedule types": cron has six fields, and exactly one of
 * day of month and day of week is `?`; rate is a positive number of minutes, hours or days.
 */
export function scheduleExpressionProblem(expression: string): string | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  if (rate) return Number(rate[1]) > 0 ? undefined : 'the rate must be at least 1'
  const cron = /^cron\(([^()]+)\)$/.exec(expression)
  if (!cron?.[1]) return 'neither cron(minutes hours day-of-month month day-of-week year) nor rate(value unit)'
  return cronProblem(cron[1].trim().split(/\s+/))
}

/** What is wrong with the expression of a single time, or undefined when it is sound. */
export function atProblem(expression: string): string | undefined {
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1]
  if (!at) return 'not of the form at(yyyy-mm-ddThh:mm:ss)'
  const time = Date.parse(`${at}Z`)
  const isTime = !Number.isNaN(time) && new Date(time).toISOString().startsWith(at)
  return isTime ? undefined : 'no such time'
}

function cronProblem(fields: string[]): string | undefined {
  if (fields.length !== cronFields.length) return `cron has ${cronFields.length} fields, this one ${fields.length}`
  for (const [index, { name, pattern }] of cronFields.entries()) {
    if (!pattern.test(fields[index] ?? '')) return `the field "${name}" cannot be ${JSON.stringify(fields[index])}`
  }
  const unspecified = [fields[2], fields[4]].filter((field) => field === '?').length
  if (unspecified !== 1) return 'exactly one of day of month and day of week must be ?'
  const [minutes, hours] = fields
  if (outOfRange(minutes, 59)) return 'minutes go from 0 to 59'
  if (outOfRange(hours, 23)) return 'hours go from 0 to 23'
  return undefined
}

function outOfRange(field: string | undefined, highest: number): boolean {
  return [...(field ?? '').matchAll(/\d+/g)].some(([number]) => Number(number) > highest)
}
