import { AwsError } from '../../kernel/aws-error.ts'
import { findFunction, invalidParameter } from '../find-function.ts'
import { functionTable, LATEST, type LambdaFunction } from '../function.ts'
import { functionArn, qualifierOf } from '../function-name.ts'
import { removeCode } from '../install-code.ts'
import type { Lambda, Operation } from '../lambda.ts'

/** Deletes a function with all its versions, or one version of it. */
export const deleteFunction: Operation = (lambda) => (input) => {
  const { kernel, fleet } = lambda
  const qualifier = qualifierOf(input)
  if (qualifier === LATEST) throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
  const fn = findFunction(kernel, input)
  if (qualifier !== undefined) deleteVersion(lambda, fn, qualifier)
  else {
    functionTable(kernel).delete(fn.name)
    fleet.recycle(fn.name)
    removeCode(kernel, fn.name)
  }
  return { StatusCode: 204 }
}

/** A version that is not there is as good as deleted; one that an alias points to stays. */
function deleteVersion({ kernel, fleet }: Lambda, fn: LambdaFunction, version: string): void {
  if (fn.aliases[version]) throw invalidParameter('Deletion of aliases is not currently supported.')
  const pointing = Object.values(fn.aliases).filter((alias) => alias.version === version || alias.weights?.[version])
  if (pointing.length > 0)
    throw new AwsError(
      'ResourceConflictException',
      `Unable to delete version because the following aliases reference it: [${pointing.map(({ name }) => name).join(', ')}]`,
      409,
      { Type: 'User' },
    )
  const { [version]: _, ...versions } = fn.versions
  const { [version]: __, ...eventInvokeConfigs } = fn.eventInvokeConfigs
  const policy = fn.policy.filter(({ Resource }) => Resource !== functionArn(kernel, fn.name, version))
  functionTable(kernel).put(fn.name, { ...fn, versions, eventInvokeConfigs, policy })
  fleet.recycle(fn.name, version)
}
