import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { xgboostImage } from '#shared/domain/xgboost-image.ts'
import type { Up } from './up.ts'

const NAME = 'bench'
const KEY = 'runs/bench/model.tar.gz'

/** Serves the model `xgboost-model` in `folder` by the built-in container, one instance; answers where to ask. */
export async function deployedEndpoint({ endpoint, region }: Up, folder: string): Promise<string> {
  const client = { endpoint, region, credentials: LOCAL_KEYS }
  const sagemaker = new SageMakerClient(client)
  const archive = join(folder, 'model.tar.gz')
  execFileSync('tar', ['-czf', archive, '-C', folder, 'xgboost-model'])
  const { bucket, role } = await ofStack(new CloudFormationClient(client))
  await new S3Client({ ...client, forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: bucket, Key: KEY, Body: readFileSync(archive) }),
  )
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: NAME,
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: xgboostImage(region, '1.7-1'), ModelDataUrl: `s3://${bucket}/${KEY}` },
    }),
  )
  const variant = {
    VariantName: 'only',
    ModelName: NAME,
    InitialInstanceCount: 1,
    InstanceType: 'ml.m5.large',
  } as const
  await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: NAME, ProductionVariants: [variant] }))
  await sagemaker.send(new CreateEndpointCommand({ EndpointName: NAME, EndpointConfigName: NAME }))
  await waitUntilEndpointInService(
    { client: sagemaker, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { EndpointName: NAME },
  )
  return `${endpoint}/endpoints/${NAME}/invocations`
}

async function ofStack(cloudFormation: CloudFormationClient): Promise<{ bucket: string; role: string }> {
  const StackName = 'trimtab-dev'
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
  const bucket = Stacks![0]!.Outputs!.find(({ OutputKey }) => OutputKey === 'BucketName')!.OutputValue!
  const { StackResourceDetail: found } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'ServeModelRole' }),
  )
  return { bucket, role: `arn:aws:iam::000000000000:role/${found!.PhysicalResourceId}` }
}
