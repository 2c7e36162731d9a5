/** Values as a caller in process gives them -> a copy as JSON carries them: binary data in base64. */
export function toJson(value: any): any {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]))
}

/** The way back: attribute values of type B and BS become `Buffer`, `...DateTime` members `Date`. */
export function fromJson(value: any): any {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, memberFromJson(name, member)]))
}

function memberFromJson(name: string, member: any): any {
  if (name === 'B' && typeof member === 'string') return Buffer.from(member, 'base64')
  if (name === 'BS' && Array.isArray(member)) return member.map((item) => Buffer.from(item, 'base64'))
  if (name.endsWith('DateTime') && typeof member === 'number') return new Date(member * 1000)
  return fromJson(member)
}
