import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Emulator } from './start-emulator.ts'

const STACK = { StackName: 'trimtab-dev' }
const MAY_MAKE_ROLES: 'CAPABILITY_NAMED_IAM'[] = ['CAPABILITY_NAMED_IAM']
const PATIENCE = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 }

/** What `serverless deploy` does with the package: the deployment bucket, the bundles into it, then the stack. */
export async function deployPackage(
  packageDir: string,
  client: Emulator['client'],
): Promise<{ status: string; outputs: Record<string, string>; resources: StackResource[] }> {
  const cloudFormation = new CloudFormationClient(client)
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  const stack = async () => (await cloudFormation.send(new DescribeStacksCommand(STACK))).Stacks![0]!
  const outputs = async () =>
    Object.fromEntries((await stack()).Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]))

  const bare = readFileSync(join(packageDir, 'cloudformation-template-create-stack.json'), 'utf8')
  await cloudFormation.send(new CreateStackCommand({ ...STACK, TemplateBody: bare, Capabilities: MAY_MAKE_ROLES }))
  await waitUntilStackCreateComplete({ client: cloudFormation, ...PATIENCE }, STACK)
  const Bucket = (await outputs())['ServerlessDeploymentBucketName']!

  const template = readFileSync(join(packageDir, 'cloudformation-template-update-stack.json'))
  for (const Key of artifactKeys(JSON.parse(template.toString())))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(packageDir, Key.split('/').at(-1)!)) }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'template.json', Body: template }))
  const TemplateURL = `${client.endpoint}/${Bucket}/template.json`
  await cloudFormation.send(new UpdateStackCommand({ ...STACK, TemplateURL, Capabilities: MAY_MAKE_ROLES }))
  await waitUntilStackUpdateComplete({ client: cloudFormation, ...PATIENCE }, STACK)

  const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand(STACK))
  return { status: (await stack()).StackStatus!, outputs: await outputs(), resources: StackResources! }
}

const artifactKeys = ({ Resources }: any): Set<string> =>
  new Set(Object.values<any>(Resources).flatMap(({ Properties }) => Properties?.Code?.S3Key ?? []))
