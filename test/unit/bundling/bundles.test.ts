import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import plugins from '#infra/bundling/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { custom } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'silent' })
const folder = mkdtempSync(join(tmpdir(), 'trimtab-bundles-'))

/** The largest that each function's bundle may be, in KB unzipped; some 5 % above what it is. */
const ceilings: Record<string, number> = {
  'admit-waiting': 245,
  'adopt-job': 200,
  'advance-rollout': 365,
  'answer-approval': 225,
  'ask-rollout': 215,
  'await-approval': 215,
  'await-endpoint': 235,
  'begin-rollout': 215,
  'call-hook': 240,
  'end-rollout': 215,
  'evaluate-candidate': 275,
  'hold-scaling': 258,
  'judge-model': 320,
  'list-orphans': 230,
  'mend-scaling': 280,
  'on-alarm-raised': 240,
  'on-code-pushed': 250,
  'on-data-uploaded': 245,
  'on-endpoint-changed': 235,
  'on-manifest-uploaded': 585,
  'on-run-ended': 360,
  'on-scaling-schedule': 250,
  'on-schedule-fired': 245,
  'on-score-requested': 220,
  'plan-model': 585,
  'plan-rollback': 235,
  'plan-run': 330,
  'plan-scoring': 315,
  'plan-switch': 260,
  'put-model': 580,
  'read-models': 215,
  'ready-alarms': 195,
  'record-rollback': 235,
  'record-run': 340,
  'record-scoring': 210,
  'record-switch': 215,
  'release-scaling': 330,
  'request-rollback': 245,
  'request-run': 250,
  'request-score': 220,
  'request-switch': 220,
  'settle-scaling': 275,
  'smoke-test': 290,
  'sweep-leases': 380,
  'sweep-leftovers': 230,
}

const functions = readdirSync(join(root, 'functions')).map((file) => file.replace('.ts', ''))

interface Bundle {
  kilobytes: number
  /** Packages of which something is in the bundle. */
  packages: Set<string>
  inputs: Metafile['inputs']
  map: { sources: string[]; mappings: string }
}

const bundles = new Map<string, Bundle>()

/** As serverless-esbuild does, by the options in serverless.yml. */
async function bundle(name: string): Promise<Bundle> {
  const { exclude: _, concurrency: __, plugins: ___, outputFileExtension, ...options } = custom.esbuild
  const { metafile } = await build({
    ...(options as BuildOptions),
    platform: 'node',
    absWorkingDir: root,
    entryPoints: [`functions/${name}.ts`],
    outdir: folder,
    outExtension: { '.js': outputFileExtension },
    plugins: plugins,
    metafile: true,
  })
  const [, { bytes, inputs }] = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs'))!
  const carried = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return {
    kilobytes: bytes / 1024,
    packages: new Set(carried.flatMap(([path]) => packageOf(path) ?? [])),
    inputs: metafile.inputs,
    map: JSON.parse(readFileSync(join(folder, `${name}.mjs.map`), 'utf8')),
  }
}

function packageOf(path: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]
}

const isClient = (name: string) => name.startsWith('@aws-sdk/client-')

beforeAll(async () => {
  await Promise.all(functions.map(async (name) => bundles.set(name, await bundle(name))))
}, 120_000)

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe('the bundles of the functions', () => {
  it('each have a ceiling', () => {
    expect(functions.length).toBeGreaterThan(0)
    expect(Object.keys(ceilings).sort()).toEqual(functions.toSorted())
  })

  it.each(functions)('%s is no larger than its ceiling', (name) => {
    expect(bundles.get(name)!.kilobytes).toBeLessThan(ceilings[name]!)
  })

  it.each(functions)('%s loads, with what stands in for what it does not call', async (name) => {
    vi.stubEnv('AWS_REGION', 'ap-southeast-1')
    const { handler } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href)
    expect(handler).toBeTypeOf('function')
  })

  it.each(functions)('%s carries the SDK clients that its own sources import, and no other', (name) => {
    const { packages, inputs } = bundles.get(name)!
    const imported = Object.entries(inputs)
      .filter(([path]) => !path.includes('node_modules/'))
      .flatMap(([, { imports }]) => imports.flatMap(({ path }) => packageOf(path) ?? []))
    // The document client speaks through the plain one.
    const wanted = new Set(
      imported.map((name) => (name === '@aws-sdk/lib-dynamodb' ? '@aws-sdk/client-dynamodb' : name)),
    )
    expect([...packages].filter(isClient).sort()).toEqual([...wanted].filter(isClient).sort())
  })

  it('read the credentials that Lambda gives, and bring no other way to get any', () => {
    for (const [name, { packages }] of bundles) {
      const providers = [...packages].filter((each) => each.includes('credential-provider'))
      expect(providers, name).toEqual(['@aws-sdk/credential-provider-env'])
      expect(packages, name).not.toContain('@aws-sdk/nested-clients')
    }
  })

  it('read YAML and carry the manifest’s schema only where a manifest is applied or planned from text', () => {
    const readers = [...bundles].filter(([, { packages }]) => packages.has('yaml')).map(([name]) => name)
    expect(readers.sort()).toEqual(['on-manifest-uploaded', 'plan-model', 'put-model'])
    const smallest = Math.min(...readers.map((name) => bundles.get(name)!.kilobytes))
    const others = [...bundles].filter(([name]) => !readers.includes(name)).map(([, { kilobytes }]) => kilobytes)
    expect(Math.max(...others)).toBeLessThan(smallest)
  })

  it('have maps that lead to our own sources alone', () => {
    for (const [name, { map }] of bundles) {
      expect(
        map.sources.some((source) => source.endsWith(`functions/${name}.ts`)),
        name,
      ).toBe(true)
      expect(
        map.sources.filter((source) => source.includes('node_modules')),
        name,
      ).toEqual([])
    }
  })
})
