import { expect, it } from 'vitest'
import { CsvTable } from '#containers/xgboost/data/csv-table.ts'
import { ClientError } from '#containers/xgboost/errors.ts'

function read(text: string, chunkSize = text.length || 1, columns = 0) {
  const csv = new CsvTable(columns)
  csv.startFile('train/part 1.csv')
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunkSize) csv.push(bytes.subarray(at, at + chunkSize))
  csv.endFile()
  const { rows, columns: found, values } = csv.table()
  return { rows, columns: found, values: [...values] }
}

it('reads the same table however the bytes are cut', () => {
  const text = '1,2.5,\r\n-3,,4\n\n5,6,7e2'
  const whole = read(text)
  expect(whole).toEqual({ rows: 3, columns: 3, values: [1, 2.5, Number.NaN, -3, Number.NaN, 4, 5, 6, 700] })
  for (let size = 1; size < text.length; size++) expect(read(text, size)).toEqual(whole)
})

it('names file, line and column of what is no number', () => {
  expect(() => read('1,2\n3,four\n')).toThrow(
    new ClientError("train/part 1.csv, line 2, column 2: 'four' is not a finite number. CSV must hold numbers only."),
  )
  expect(() => read('late,hour\n')).toThrow('CSV must have no header row')
})

it('names the line that has another number of columns', () => {
  expect(() => read('1,2\n3\n')).toThrow('train/part 1.csv, line 2 has 1 column, but the first row has 2.')
})
