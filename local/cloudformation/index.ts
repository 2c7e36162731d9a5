import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Service } from '../kernel/kernel.ts'
import { type Stack, type StackResource, stackTable } from './stack.ts'

export { deployTemplate } from './deploy-template.ts'

/** The reading side of CloudFormation: stacks are provisioned at the start of the runtime, from the packaged template. */
export function createCloudFormation(kernel: Kernel): Service {
  const stacks = stackTable(kernel)
  const find = (name: string): Stack => {
    const stack = [...stacks.values()].find((candidate) => candidate.name === name || candidate.id === name)
    if (!stack) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`)
    return stack
  }
  const describe = (stack: Stack) => ({
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: new Date(stack.updatedAt),
    StackStatus: 'UPDATE_COMPLETE',
    Outputs: Object.entries(stack.outputs).map(([OutputKey, { value, description }]) => ({
      OutputKey,
      OutputValue: value,
      Description: description,
    })),
  })
  const describeResource = (stack: Stack, [LogicalResourceId, resource]: [string, StackResource]) => ({
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId,
    PhysicalResourceId: resource.made.ref,
    ResourceType: resource.type,
    ResourceStatus: 'CREATE_COMPLETE',
    Timestamp: new Date(resource.updatedAt),
    LastUpdatedTimestamp: new Date(resource.updatedAt),
  })
  const resourcesOf = (stack: Stack) => Object.entries(stack.resources).map((entry) => describeResource(stack, entry))

  return {
    name: 'cloudformation',
    operations: {
      DescribeStacks: ({ StackName }) => ({
        Stacks: (StackName ? [find(StackName)] : [...stacks.values()]).map(describe),
      }),
      ListStacks: () => ({ StackSummaries: [...stacks.values()].map(describe) }),
      GetTemplate: ({ StackName }) => ({
        TemplateBody: find(StackName).template,
        StagesAvailable: ['Original', 'Processed'],
      }),
      ListStackResources: ({ StackName }) => ({ StackResourceSummaries: resourcesOf(find(StackName)) }),
      DescribeStackResources: ({ StackName, LogicalResourceId }) => ({
        StackResources: resourcesOf(find(StackName)).filter(
          (resource) => !LogicalResourceId || resource.LogicalResourceId === LogicalResourceId,
        ),
      }),
      DescribeStackResource: ({ StackName, LogicalResourceId }) => {
        const found = resourcesOf(find(StackName)).find((resource) => resource.LogicalResourceId === LogicalResourceId)
        if (!found)
          throw new AwsError('ValidationError', `Resource ${LogicalResourceId} does not exist for stack ${StackName}`)
        return { StackResourceDetail: found }
      },
    },
    permissions: (operation, { StackName }) => [
      {
        action: `cloudformation:${operation}`,
        resource: StackName ? kernel.arn('cloudformation', `stack/${StackName}/*`) : '*',
      },
    ],
  }
}
