import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { unzipSync } from 'fflate'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { median } from './statistics.ts'

export interface BundleFigures {
  name: string
  /** Bytes: the .mjs unzipped, and the zip that is uploaded. */
  size: number
  zip: number
  /** Milliseconds. */
  init: number
  /** The same handler bundled by esbuild's defaults for Node, minified likewise. */
  plain: { size: number; init: number }
}

/** Sizes and cold loads of every function in the package, beside the same handlers bundled by esbuild's defaults. */
export async function bundles(packageDir: string, loads: number): Promise<BundleFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-bundles-'))
  try {
    const zips = readdirSync(packageDir).filter((file) => file.endsWith('.zip'))
    const figures: BundleFigures[] = []
    for (const zip of zips.toSorted()) figures.push(await figuresOf(join(packageDir, zip), folder, loads))
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function figuresOf(zip: string, folder: string, loads: number): Promise<BundleFigures> {
  const files = Object.entries(unzipSync(readFileSync(zip)))
  for (const [path, bytes] of files) write(join(folder, 'packaged', path), bytes)
  const [path] = files.find(([path]) => path.endsWith('.mjs'))!
  const packaged = join(folder, 'packaged', path)
  const plain = join(folder, 'plain', path)
  await build({
    entryPoints: [join(projectRoot, path.replace('.mjs', '.ts'))],
    outfile: plain,
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  const took: { packaged: number[]; plain: number[] } = { packaged: [], plain: [] }
  // In turns, so that whatever else this machine does meets both alike.
  for (let load = 0; load < loads; load++) {
    took.packaged.push(coldLoad(packaged))
    took.plain.push(coldLoad(plain))
  }
  return {
    name: basename(zip, '.zip'),
    size: statSync(packaged).size,
    zip: statSync(zip).size,
    init: median(took.packaged),
    plain: { size: statSync(plain).size, init: median(took.plain) },
  }
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const loader = fileURLToPath(new URL('cold-load.mjs', import.meta.url))

function coldLoad(bundle: string): number {
  const env = { PATH: process.env.PATH, NODE_OPTIONS: '--enable-source-maps', AWS_REGION: 'ap-southeast-1' }
  const answer = execFileSync(process.execPath, [loader, pathToFileURL(bundle).href], { env, encoding: 'utf8' })
  return Number(answer)
}
