/** `auc 0.6731, logloss 0.4512`; slices and other nested values are left out. */
export function metricsText(metrics: object | undefined): string {
  const numbers = Object.entries(metrics ?? {}).filter(([, value]) => typeof value === 'number')
  return numbers.map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join(', ')
}
