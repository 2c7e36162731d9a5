/**
 * Writes out the constant keys of an SDK client's schemas: `{ [_xN]: 1 }` becomes `{ "xmlName": 1 }`. What a computed
 * key does cannot be known, so esbuild keeps the schemas of every operation of S3 for one of them: 145 KB in all.
 */
export function withLiteralKeys(schemas: string): string {
  const declared = schemas.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)
  const constants = new Map([...declared].map(([, name, text]) => [name, text]))
  return schemas.replace(/\[(_\w+)\]:/g, (whole, name) => (constants.has(name) ? `${constants.get(name)}:` : whole))
}
