import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import { functionNotFound, notFound } from './find-function.ts'
import type { LambdaFunction, PolicyStatement } from './function.ts'
import { functionArn } from './function-name.ts'

/** The statements of a function's, a version's or an alias's own policy: one does not hold for the others. */
export function policyOf(kernel: Kernel, fn: LambdaFunction, qualifier?: string): PolicyStatement[] {
  const arn = functionArn(kernel, fn.name, qualifier)
  return fn.policy.filter(({ Resource }) => Resource === arn)
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
