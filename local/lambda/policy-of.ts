import { createHash } from 'node:crypto'
import type { PolicyDocument } from '../iam/policy.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { functionNotFound, notFound } from './find-function.ts'
import { functionTable, LATEST, type LambdaFunction, type PolicyStatement } from './function.ts'
import { functionArn, parseFunctionName } from './function-name.ts'

/** The statements of a function's, a version's or an alias's own policy: one does not hold for the others. */
export function policyOf(kernel: Kernel, fn: LambdaFunction, qualifier?: string): PolicyStatement[] {
  const arn = functionArn(kernel, fn.name, qualifier)
  return fn.policy.filter(({ Resource }) => Resource === arn)
}

/** The policy that stands on what an ARN names: undefined where it has none, null where it is no function. */
export function policyAt(kernel: Kernel, arn: string): PolicyDocument | undefined | null {
  if (!arn.includes(':function:')) return null
  const { name, qualifier } = parseFunctionName(arn)
  const fn = functionTable(kernel).get(name)
  if (!fn) return null
  const statements = policyOf(kernel, fn, qualifier === LATEST ? undefined : qualifier)
  // A statement on a function is of its $LATEST too.
  const resource = (Resource: string) => (qualifier === LATEST ? [Resource, arn] : Resource)
  return statements.length === 0
    ? undefined
    : {
        Version: '2012-10-17',
        Statement: statements.map(({ Resource, ...statement }) => ({ ...statement, Resource: resource(Resource) })),
      }
}

/** Changes whenever the policy does. */
export function policyRevision(statements: PolicyStatement[]): string {
  const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex')
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

export function checkQualifier(kernel: Kernel, fn: LambdaFunction, qualifier: string | undefined): void {
  if (qualifier === undefined || qualifier === '$LATEST' || fn.aliases[qualifier] || fn.versions[qualifier]) return
  if (/^\d+$/.test(qualifier) || qualifier.includes('$')) functionNotFound(kernel, fn.name, qualifier)
  throw notFound(`Cannot find alias arn: ${functionArn(kernel, fn.name, qualifier)}`)
}
