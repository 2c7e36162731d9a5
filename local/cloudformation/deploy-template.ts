import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Kernel } from '../kernel/kernel.ts'
import { unknownMembers } from '../wire/validate-input.ts'
import { creationOrder } from './creation-order.ts'
import { conditionHolds, resolve, type Scope } from './resolve.ts'
import type { ResourceContext } from './resource-type.ts'
import { RESOURCE_TYPES } from './resources/index.ts'
import { type Stack, stackTable } from './stack.ts'
import { type Made, type Template, TemplateError } from './template.ts'
import { trackReads } from './track-reads.ts'

export interface Deployment {
  stackName: string
  templateFile: string
  /** The packaged file behind a key of the deployment bucket. */
  artifacts: (s3Key: string) => string
  parameters?: Record<string, unknown>
}

/** Brings the stack to what the template says: makes, changes and removes resources. Nothing changed, nothing done. */
export async function deployTemplate(
  kernel: Kernel,
  deployment: Deployment,
): Promise<{ outputs: Record<string, string> }> {
  const { stackName, templateFile, artifacts } = deployment
  const text = readFileSync(templateFile, 'utf8')
  const template: Template = JSON.parse(text)
  const stack = stackTable(kernel).get(stackName) ?? newStack(kernel, stackName)
  const made = new Map<string, Made>()
  const scope: Scope = { template, parameters: parametersOf(kernel, stack, template, deployment.parameters), made }
  const now = kernel.clock.date().toISOString()
  const order = creationOrder(template).filter((id) => {
    const { Type, Condition } = template.Resources[id]!
    if (!RESOURCE_TYPES[Type])
      throw new TemplateError(`Resources.${id}`, `the type ${Type} is not provisioned by the local runtime`)
    return Condition === undefined || conditionHolds(scope, Condition, `Resources.${id}.Condition`)
  })
  const context = contextFor(kernel, stackName, artifacts)

  for (const id of order) {
    const declaration = template.Resources[id]!
    const properties = resolve(scope, declaration.Properties ?? {}, `Resources.${id}.Properties`)
    const artifactDigest = digestOf(properties.Code?.S3Key, artifacts)
    const known = stack.resources[id]
    const previous = known?.type === declaration.Type ? known : undefined
    const same =
      previous &&
      stack.endpoint === kernel.endpoint &&
      previous.artifactDigest === artifactDigest &&
      JSON.stringify(previous.properties) === JSON.stringify(properties)
    if (!same) {
      const type = RESOURCE_TYPES[declaration.Type]!
      const { tracked, unread } = trackReads(properties)
      const result = await type.put(context(id), tracked, previous).catch((error) => {
        throw new Error(`Resources.${id} (${declaration.Type}) could not be provisioned: ${error.message}`, {
          cause: error,
        })
      })
      const dropped = unread().find((name) => !type.withoutEffect?.includes(name))
      if (dropped)
        throw new TemplateError(
          `Resources.${id}.Properties.${dropped}`,
          `the local runtime does not know this property of ${declaration.Type}`,
        )
      const retain = declaration.DeletionPolicy === 'Retain'
      stack.resources[id] = { type: declaration.Type, properties, made: result, retain, artifactDigest, updatedAt: now }
      stackTable(kernel).put(stackName, stack)
    }
    made.set(id, stack.resources[id]!.made)
  }

  for (const [id, resource] of Object.entries(stack.resources).toReversed()) {
    if (made.has(id)) continue
    if (!resource.retain) await RESOURCE_TYPES[resource.type]!.remove(context(id), resource.made, resource.properties)
    delete stack.resources[id]
  }
  stack.outputs = outputsOf(scope)
  stack.endpoint = kernel.endpoint
  if (stack.template !== text) stack.updatedAt = now
  stack.template = text
  stackTable(kernel).put(stackName, stack)
  return { outputs: Object.fromEntries(Object.entries(stack.outputs).map(([key, { value }]) => [key, value])) }
}

function newStack(kernel: Kernel, name: string): Stack {
  const now = kernel.clock.date().toISOString()
  const id = kernel.arn('cloudformation', `stack/${name}/${kernel.requestId()}`)
  return { name, id, template: '', resources: {}, outputs: {}, createdAt: now, updatedAt: now }
}

function parametersOf(kernel: Kernel, stack: Stack, template: Template, given: Record<string, unknown> = {}) {
  const declared = Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => {
    const value = given[name] ?? Default
    if (value === undefined) throw new TemplateError(`Parameters.${name}`, 'has no value and no default')
    return [name, value]
  })
  return {
    ...Object.fromEntries(declared),
    'AWS::AccountId': kernel.account,
    'AWS::Region': kernel.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
  }
}

const contextFor =
  (kernel: Kernel, stackName: string, artifact: (s3Key: string) => string) =>
  (logicalId: string): ResourceContext => ({
    kernel,
    stackName,
    logicalId,
    artifact,
    call: async (service, operation, input) => {
      // A packaged file is handed over by its path, which is no member of AWS's model.
      const stranger = unknownMembers(service, operation, input).find((path) => !path.endsWith('.LocalPath'))
      if (stranger)
        throw new TemplateError(`Resources.${logicalId}.Properties${stranger}`, `${operation} knows no such property`)
      return kernel.call(service, operation, defined(input), kernel.root)
    },
    generatedName: (limit = 255) => {
      const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12)
      return `${`${stackName}-${logicalId}`.slice(0, limit - 13)}-${suffix}`
    },
  })

const defined = (input: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

function digestOf(s3Key: string | undefined, artifacts: (s3Key: string) => string): string | undefined {
  if (!s3Key) return undefined
  const file = artifacts(s3Key)
  if (!existsSync(file)) throw new Error(`The packaged file ${file} is missing. Package the service again.`)
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function outputsOf(scope: Scope): Stack['outputs'] {
  const declared = Object.entries(scope.template.Outputs ?? {}).filter(
    ([name, { Condition }]) => Condition === undefined || conditionHolds(scope, Condition, `Outputs.${name}`),
  )
  return Object.fromEntries(
    declared.map(([name, { Value, Description }]) => [
      name,
      { value: String(resolve(scope, Value, `Outputs.${name}.Value`)), description: Description },
    ]),
  )
}
