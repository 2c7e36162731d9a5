import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { pythonWith } from './python.ts'

const python = pythonWith('cfnlint')

it.skipIf(!python)(
  'finds nothing in the packaged templates with cfn-lint, no rule left out',
  async () => {
    const { packageDir } = await ensurePackaged(projectRoot)
    const templates = readdirSync(packageDir).filter((file) => file.startsWith('cloudformation-template-'))
    expect(templates).toHaveLength(2)
    const { status, stdout, stderr } = spawnSync(
      join(dirname(python!), 'cfn-lint'),
      [...templates.map((file) => join(packageDir, file))],
      { encoding: 'utf8' },
    )
    expect(stderr + stdout).toBe('')
    expect(status).toBe(0)
  },
  180_000,
)
