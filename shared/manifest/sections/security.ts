import * as z from 'zod'
import { kmsKeyArn } from '../scalars.ts'

const vpc = z
  .strictObject({
    subnets: z
      .array(z.string().regex(/^subnet-[0-9a-z]{1,32}$/, 'a subnet id'))
      .min(1)
      .max(16)
      .describe('Subnets of the jobs and the endpoint.'),
    securityGroups: z
      .array(z.string().regex(/^sg-[0-9a-z]{1,32}$/, 'a security group id'))
      .min(1)
      .max(5)
      .describe('Their security groups.'),
  })
  .describe('Run jobs and endpoint in a VPC.')

export const securitySection = z
  .strictObject({
    kmsKey: kmsKeyArn
      .optional()
      .describe('Key for what the jobs write and for their storage. Its policy must let the service’s roles use it.'),
    vpc: vpc.optional(),
    networkIsolation: z.boolean().default(false).describe('Containers reach no network, S3 channels apart.'),
  })
  .prefault({})
  .describe('Encryption and network.')
