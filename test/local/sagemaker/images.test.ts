import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Images } from '#local/sagemaker/containers/images.ts'

const OWN = fileURLToPath(new URL('../../../local/images.yaml', import.meta.url))
const XGBOOST = '000000000000.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-xgboost:1.7-1'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'images-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const usersFile = (text: string): string => {
  const path = join(folder, 'mine.yaml')
  writeFileSync(path, text)
  return path
}

test('a built-in image starts its container from the repository, by this very Node', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const images = new Images(OWN, root)
  expect(images.commandLine(XGBOOST, ['train'])).toEqual([
    process.execPath,
    join(root, 'containers/xgboost/main.ts'),
    'train',
  ])
})

test('the user’s file comes first, and its paths start at the file', () => {
  writeFileSync(join(folder, 'mine.mjs'), '')
  const images = new Images(
    OWN,
    '/',
    usersFile(`images: [{ image: '*/sagemaker-xgboost:*', command: [node, mine.mjs] }]`),
  )
  expect(images.commandLine(XGBOOST, ['serve'])).toEqual([process.execPath, join(folder, 'mine.mjs'), 'serve'])
})

test('a file that is not of the form is refused with its path and what is wrong', () => {
  expect(() => new Images(OWN, '/', usersFile('images: [{ imag: x }]'))).toThrow(/mine\.yaml: (.|\n)*imag/)
})

test('a pattern is text, but for its stars', () => {
  const images = new Images(OWN, '/', usersFile(`images: [{ image: 'a.b/c:*', command: [node] }]`))
  expect(images.find('a.b/c:1').command).toEqual(['node'])
  expect(() => images.find('aXb/c:1')).toThrow('aXb/c:1')
})

test('the built-in XGBoost’s metrics are read from the lines it writes', () => {
  const line = '[12]#011train-auc:0.73120#011validation-auc:0.67e0'
  const read = new Images(OWN, '/')
    .find(XGBOOST)
    .metrics.map(({ name, regex }) => [name, new RegExp(regex).exec(line)?.[1]])
  expect(read.filter(([, value]) => value)).toEqual([
    ['train:auc', '0.73120'],
    ['validation:auc', '0.67e0'],
  ])
})
