/** A column's or table's name in SQL. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A string in SQL. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** A path in SQL that no character makes a pattern of. */
export const pathLiteral = (path: string) => literal(path.replace(/[[*?]/g, '[$&]'))
