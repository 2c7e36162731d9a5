import type { Kernel, Permission } from '../kernel/kernel.ts'

/** What AWS asks for: the action on the table, on the index for a Query or Scan of one, on each table of a batch. */
export function permissionsFor(kernel: Kernel, operation: string, input: any): Permission[] {
  const action = `dynamodb:${operation}`
  const table = (name: string) => (name.startsWith('arn:') ? name : kernel.arn('dynamodb', `table/${name}`))
  if (input.RequestItems) return Object.keys(input.RequestItems).map((name) => ({ action, resource: table(name) }))
  if (input.ResourceArn) return [{ action, resource: input.ResourceArn }]
  if (!input.TableName) return [{ action, resource: '*' }]
  const index = input.IndexName && ['Query', 'Scan'].includes(operation) ? `/index/${input.IndexName}` : ''
  return [{ action, resource: `${table(input.TableName)}${index}` }]
}
