import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REFUSED_WHOLE, unreadMembers } from '#scripts/unread-members.ts'

test('members that no code of the service names are found, at whatever depth', () => {
  const found = unreadMembers('sagemaker', ['CreateTrainingJob', 'CreateModel', 'DescribeModel'])
  expect(found['CreateTrainingJob']).toContain('ProfilerConfig')
  expect(found['CreateModel']).toContain('PrimaryContainer.ImageConfig')
  expect(found['DescribeModel']).toBeUndefined()
})

test('filters of lists are obeyed', () => {
  const lists = ['ListTrainingJobs', 'ListProcessingJobs', 'ListTransformJobs', 'ListModels', 'ListEndpoints']
  const others = ['ListEndpointConfigs', 'ListModelPackages', 'ListModelPackageGroups', 'ListTags']
  expect(unreadMembers('sagemaker', [...lists, ...others])).toEqual({})
})

test('a part that counts as refused as a whole is refused by name somewhere in SageMaker’s code', () => {
  const root = new URL('../../../local/sagemaker/', import.meta.url)
  const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .join('\n')
  // These two come under the refusal of every source that is not S3.
  const unnamed = [...REFUSED_WHOLE].filter((part) => !code.includes(part))
  expect(unnamed.sort()).toEqual(['DatasetSource', 'FileSystemDataSource'])
})
