import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RESOURCE_TYPES } from '#local/cloudformation/resources/index.ts'
import { notesOf, supportFacts } from '#scripts/support-facts.ts'
import { supportPage } from '#scripts/support-page.ts'

const local = new URL('../../../local/', import.meta.url)

test('the page that is checked in is the one that services and notes yield; if not, npm run generate', async () => {
  const services = await supportFacts()
  const page = supportPage({ services, runtime: notesOf('kernel')!, wire: notesOf('wire')! })
  expect(readFileSync(new URL('SUPPORT.md', local), 'utf8')).toBe(page)
})

test('every service that serves an operation has notes, and every note is on the page', async () => {
  const services = (await supportFacts()).filter(({ works }) => works.length > 0)
  expect(services.length).toBeGreaterThan(15)
  expect(services.filter(({ notes }) => !notes).map(({ name }) => name)).toEqual([])

  const page = readFileSync(new URL('SUPPORT.md', local), 'utf8')
  const folders = readdirSync(local).filter((name) => existsSync(new URL(`${name}/SUPPORT.md`, local)))
  expect(folders.filter((folder) => !page.includes(notesOf(folder)!))).toEqual([])
})

test('the notes on CloudFormation name every resource type that is provisioned, and what has no effect on it', () => {
  const rows = notesOf('cloudformation')!
    .split('\n')
    .filter((line) => line.startsWith('| AWS::'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const noted = Object.fromEntries(rows.map(([, type, properties]) => [type, properties]))
  const real = Object.entries(RESOURCE_TYPES).map(([type, { withoutEffect = [] }]) => [type, withoutEffect.join(', ')])
  expect(noted).toEqual(Object.fromEntries(real))
})
