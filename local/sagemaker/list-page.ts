import { invalid } from './refusals.ts'

export interface ListRequest {
  NextToken?: string
  MaxResults?: number
  NameContains?: string
  StatusEquals?: string
  CreationTimeAfter?: Date
  CreationTimeBefore?: Date
  LastModifiedTimeAfter?: Date
  LastModifiedTimeBefore?: Date
  SortBy?: string
  SortOrder?: 'Ascending' | 'Descending'
}

export interface Listed {
  name: string
  status?: string | undefined
  created: number
  modified?: number | undefined
}

/** One page of a List operation: filtered, sorted, cut; `view` says what the filters look at. */
export function listPage<T>(
  records: Iterable<T>,
  request: ListRequest,
  view: (record: T) => Listed,
  order: 'Ascending' | 'Descending' = 'Ascending',
): { page: T[]; NextToken?: string } {
  const rows = [...records].map((record) => ({ record, ...view(record) })).filter((row) => passes(row, request))
  rows.sort((a, b) => compare(a, b, request.SortBy ?? 'CreationTime'))
  if ((request.SortOrder ?? order) === 'Descending') rows.reverse()
  const from = request.NextToken ? offsetOf(request.NextToken) : 0
  const until = from + (request.MaxResults ?? 100)
  return {
    page: rows.slice(from, until).map(({ record }) => record),
    ...(until < rows.length && { NextToken: Buffer.from(`from ${until}`).toString('base64') }),
  }
}

function passes(row: Listed, request: ListRequest): boolean {
  const modified = row.modified ?? row.created
  return (
    (!request.NameContains || row.name.toLowerCase().includes(request.NameContains.toLowerCase())) &&
    (!request.StatusEquals || row.status === request.StatusEquals) &&
    (!request.CreationTimeAfter || row.created > request.CreationTimeAfter.getTime()) &&
    (!request.CreationTimeBefore || row.created < request.CreationTimeBefore.getTime()) &&
    (!request.LastModifiedTimeAfter || modified > request.LastModifiedTimeAfter.getTime()) &&
    (!request.LastModifiedTimeBefore || modified < request.LastModifiedTimeBefore.getTime())
  )
}

function compare(a: Listed, b: Listed, by: string): number {
  if (by === 'Name') return a.name < b.name ? -1 : 1
  if (by === 'Status') return (a.status ?? '') < (b.status ?? '') ? -1 : 1
  if (by === 'LastModifiedTime') return (a.modified ?? a.created) - (b.modified ?? b.created)
  return a.created - b.created
}

function offsetOf(token: string): number {
  const [, offset] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (!offset) throw invalid('Invalid NextToken.')
  return Number(offset)
}
