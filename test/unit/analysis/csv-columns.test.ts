import { describe, expect, it } from 'vitest'
import { columnsOfCsv } from '#shared/analysis/columns-of-csv.ts'
import { scoresOfCsv } from '#shared/analysis/scores-of-csv.ts'

describe('columns of a CSV file', () => {
  it('are found by the names of the header', () => {
    expect(Object.fromEntries(columnsOfCsv('late,origin\n1,ORD\n0,SFO\n'))).toEqual({
      late: ['1', '0'],
      origin: ['ORD', 'SFO'],
    })
  })
  it('may hold commas, quotes, line breaks and nothing, in quotes', () => {
    const text = 'y,city\r\n1,"Boston, MA"\r\n0,"say ""hi"""\r\n1,"two\nlines"\r\n0,\r\n1,""\r\n'
    expect(columnsOfCsv(text).get('city')).toEqual(['Boston, MA', 'say "hi"', 'two\nlines', '', ''])
    expect(columnsOfCsv(text).get('y')).toEqual(['1', '0', '1', '0', '1'])
  })
  it('of one column may lack a value when it is quoted, and empty lines are no rows', () => {
    expect(columnsOfCsv('y\n""\n\n1\n').get('y')).toEqual(['', '1'])
  })
  it('are refused when a row has a field too many, by its number', () => {
    expect(() => columnsOfCsv('a,b\n1,2\n1,2,3\n')).toThrow('row 2 has 3 fields and the header 2')
  })
})

describe('scores of a prediction file', () => {
  it('are one number a line, brackets or not', () => {
    expect([...scoresOfCsv('0.1\n[0.9]\n"0.5"\n').values]).toEqual([0.1, 0.9, 0.5])
  })
  it('are several a line for several classes', () => {
    expect(scoresOfCsv('0.2,0.8\n0.6 0.4\n')).toEqual({ values: Float64Array.of(0.2, 0.8, 0.6, 0.4), width: 2 })
  })
  it('are refused when a line is no number or has another width, by its number', () => {
    expect(() => scoresOfCsv('0.1\nerror\n')).toThrow('line 2 of the predictions holds error')
    expect(() => scoresOfCsv('0.1\n0.1,0.2\n')).toThrow('line 2 of the predictions has 2 numbers, and line 1 has 1')
  })
})
