import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Import {
  from: string
  /** A file of ours by its path in the repository, or a package by its name. */
  to: string
  typesOnly: boolean
}

const files = ['shared', 'functions', 'containers', 'local', 'cli'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => posix.join(folder, name.split('\\').join('/'))),
)

const statement = /^\s*(?:import|export)\s+(type\s)?(?:([^'"]*?)\sfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const fixed = [...text.matchAll(statement)].map(([, type, names = '', specifier]) => ({
    from: file,
    to: resolved(file, specifier!),
    typesOnly: Boolean(type) || /^\{\s*(type [^,]+,?\s*)+\}$/.test(names),
  }))
  const later = [...text.matchAll(dynamic)].map(([, specifier]) => ({
    from: file,
    to: resolved(file, specifier!),
    typesOnly: false,
  }))
  return [...fixed, ...later]
}

function resolved(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier))
  return specifier
}

interface Room {
  name: string
  room: RegExp
  /** Files of ours. */
  ours: RegExp[]
  /** Packages. */
  packages: RegExp[]
  /** Either, as types only. */
  types?: RegExp[]
}

const any = /./

const rooms: Room[] = [
  { name: 'events', room: /^shared\/events\//, ours: [/^shared\/events\//], packages: [/^zod/] },
  {
    name: 'manifest',
    room: /^shared\/manifest\//,
    ours: [/^shared\/manifest\//, /^shared\/errors\.ts$/],
    packages: [/^zod/, /^yaml$/, /^croner$/],
  },
  {
    name: 'domain',
    room: /^shared\/domain\//,
    ours: [/^shared\/(domain|events|manifest)\//, /^shared\/errors\.ts$/],
    packages: [],
    types: [/^@aws-sdk\/client-(sagemaker|cloudwatch|application-auto-scaling)$/],
  },
  { name: 'analysis', room: /^shared\/analysis\//, ours: [/^shared\/analysis\//], packages: [] },
  {
    name: 'aws',
    room: /^shared\/aws\//,
    ours: [/^shared\/(aws|events)\//, /^shared\/(errors|config)\.ts$/],
    packages: [/^@(aws-sdk|smithy)\//],
    types: [/^shared\/(domain|manifest)\//],
  },
  {
    name: 'acts',
    room: /^shared\/acts\//,
    ours: [/^shared\/(acts|aws|analysis|domain|events|manifest)\//, /^shared\/(errors|config)\.ts$/],
    packages: [],
  },
  { name: 'functions', room: /^functions\//, ours: [/^shared\//], packages: [/^zod/] },
  { name: 'containers', room: /^containers\//, ours: [/^containers\//, /^shared\/analysis\//], packages: [any] },
  { name: 'local', room: /^local\//, ours: [/^local\//], packages: [any] },
  {
    name: 'cli',
    room: /^cli\//,
    ours: [/^(cli|local)\//, /^shared\/(analysis|domain|manifest)\//, /^shared\/errors\.ts$/],
    packages: [any],
  },
]

const isOurs = /^(shared|functions|containers|local|cli|test|console)\//

describe.each(rooms)('$name', ({ room, ours, packages, types = [] }) => {
  const inside = files.filter((file) => room.test(file))
  const imports = inside.flatMap(importsOf).filter(({ to }) => !to.startsWith('node:'))

  it('has files, and they were looked at', () => {
    expect(inside.length).toBeGreaterThan(0)
  })

  it('imports what it may, and nothing else', () => {
    const strangers = imports.filter(({ to, typesOnly }) => {
      const may = [...(isOurs.test(to) ? ours : packages), ...(typesOnly ? types : [])]
      return !may.some((pattern) => pattern.test(to))
    })
    expect(strangers.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })
})

describe('the whole house', () => {
  it('has no function that imports another', () => {
    const found = files.filter((file) => file.startsWith('functions/')).flatMap(importsOf)
    expect(found.length).toBeGreaterThan(20)
    expect(found.filter(({ to }) => to.startsWith('functions/'))).toEqual([])
  })

  it('builds clients of AWS in shared/aws alone', () => {
    const builders = files
      .filter((file) => /^(shared|functions)\//.test(file) && !file.startsWith('shared/aws/'))
      .filter((file) => importsOf(file).some(({ to, typesOnly }) => to.startsWith('@aws-sdk/') && !typesOnly))
    expect(builders).toEqual([])
  })

  it('reads the environment in shared/config.ts alone', () => {
    const readers = files.filter(
      (file) => /^(shared|functions)\//.test(file) && /process\.env/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(readers).toEqual(['shared/config.ts'])
  })

  it('keeps clock and chance out of decisions', () => {
    const impure = files.filter(
      (file) =>
        /^shared\/(domain|analysis|manifest|events)\//.test(file) &&
        /\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(impure).toEqual([])
  })
})
