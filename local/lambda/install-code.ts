import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { unzipSync } from 'fflate'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Code } from './function.ts'

export interface CodeSource {
  ZipFile?: Buffer
  /** Only in process: a zip file or a folder on this machine. */
  LocalPath?: string
  S3Bucket?: string
  S3Key?: string
  ImageUri?: string
}

/** Unpacks a function's code into a folder of its own, named after its hash. */
export async function installCode(kernel: Kernel, name: string, source: CodeSource): Promise<Code> {
  const root = join(kernel.stateDir, 'lambda')
  mkdirSync(root, { recursive: true })
  // Ends Node's search for a package.json here, so that a bundle is CommonJS or ESM by its own means, as in /var/task.
  writeFileSync(join(root, 'package.json'), '{}\n')
  const place = (sha256: string) => join(root, name, Buffer.from(sha256, 'base64').toString('hex').slice(0, 24))

  if (source.LocalPath && statSync(source.LocalPath).isDirectory()) {
    const { sha256, size } = hashFolder(source.LocalPath)
    const directory = place(sha256)
    cpSync(source.LocalPath, directory, { recursive: true })
    return { directory, size, sha256 }
  }
  const zip = await readZip(kernel, source)
  const sha256 = createHash('sha256').update(zip).digest('base64')
  const directory = place(sha256)
  unpack(zip, directory)
  return { directory, size: zip.length, sha256 }
}

export function removeCode(kernel: Kernel, name: string): void {
  rmSync(join(kernel.stateDir, 'lambda', name), { recursive: true, force: true })
}

async function readZip(kernel: Kernel, source: CodeSource): Promise<Buffer> {
  if (source.ZipFile) return Buffer.from(source.ZipFile)
  if (source.LocalPath) return readFileSync(source.LocalPath)
  if (source.S3Bucket && source.S3Key) {
    const { Body } = await kernel.call('s3', 'GetObject', { Bucket: source.S3Bucket, Key: source.S3Key }, kernel.root)
    return Buffer.isBuffer(Body) ? Body : buffer(Body)
  }
  if (source.ImageUri)
    throw new AwsError('InvalidParameterValueException', 'Functions from container images are not run locally.')
  throw new AwsError('InvalidParameterValueException', 'Please provide a source for function code.')
}

function unpack(zip: Buffer, directory: string): void {
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(zip)
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    )
  }
  if (Object.keys(files).length === 0)
    throw new AwsError('InvalidParameterValueException', 'Uploaded file must be a non-empty zip')
  for (const [name, bytes] of Object.entries(files)) {
    const path = resolve(directory, name)
    if (!path.startsWith(directory + sep))
      throw new AwsError('InvalidParameterValueException', `The zip file has an entry outside of itself: ${name}`)
    if (name.endsWith('/')) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}

function hashFolder(folder: string): { sha256: string; size: number } {
  const hash = createHash('sha256')
  let size = 0
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const bytes = readFileSync(path)
    hash.update(relative(folder, path)).update('\0').update(bytes)
    size += bytes.length
  }
  return { sha256: hash.digest('base64'), size }
}
