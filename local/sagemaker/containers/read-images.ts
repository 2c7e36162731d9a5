import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Entry } from './images.ts'

const file = z.strictObject({
  images: z.array(
    z.strictObject({
      image: z.string(),
      command: z.array(z.string()).min(1).optional(),
      module: z.string().optional(),
      metrics: z.array(z.strictObject({ name: z.string(), regex: z.string() })).optional(),
    }),
  ),
})

/** The entries of an images file, whose relative paths start at `base`. Throws Error with what is wrong with it. */
export function readImages(path: string, base: string): Entry[] {
  const parsed = file.safeParse(parse(readFileSync(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data.images.map(({ image, command, module, metrics = [] }) => ({
    pattern: glob(image),
    command,
    module,
    metrics,
    base,
  }))
}

const glob = (text: string) =>
  new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
