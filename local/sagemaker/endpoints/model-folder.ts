import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AwsError } from '../../kernel/aws-error.ts'
import { unpack } from '../files/archive.ts'
import { parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { ModelContainer } from './model-container.ts'

/** Brings a model's archive to `file`, once: an instance that is started later finds it there. */
export async function fetchModelData(sagemaker: SageMaker, container: ModelContainer, file: string): Promise<void> {
  const url = container.modelDataUrl
  if (!url || existsSync(file)) return
  const at = parseS3Uri(url)
  const s3 = new RoleS3(sagemaker.kernel, container.roleArn)
  try {
    if (!at) throw new AwsError('ValidationException', 'not an S3 URI')
    await s3.download(at.bucket, at.key, `${file}.part`)
    await rename(`${file}.part`, file)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new JobFailure(
      `Failed to download model data for container "primary" from URL: "${url}". Please ensure that there is an ` +
        `object located at the URL and that the role passed to CreateModel has permissions to download the object. ` +
        `(${error.code}: ${error.message})`,
    )
  }
}

/** An instance's own /opt/ml with the model unpacked in it. */
export async function layOutModel(container: ModelContainer, archive: string, optMl: string): Promise<void> {
  await mkdir(join(optMl, 'model'), { recursive: true })
  if (!container.modelDataUrl) return
  try {
    await unpack(archive, join(optMl, 'model'))
  } catch (error) {
    throw new JobFailure(
      `Failed to extract model data archive for container "primary" from URL "${container.modelDataUrl}". Please ` +
        `ensure that the object located at the URL is a valid tar.gz archive. (${lastLine(error, dirname(archive))})`,
    )
  }
}

const lastLine = (error: unknown, folder: string) =>
  String((error as { stderr?: string }).stderr ?? error)
    .trim()
    .split('\n')[0]!
    .replaceAll(`${folder}/`, '')
