import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { listDataFiles } from '../data-files.ts'
import type { Folders } from '../folders.ts'
import { checkValues } from './check-values.ts'
import { createInputView } from './input-view.ts'
import { openDatabase } from './open-database.ts'
import { countSplits, createPreparedTable, type Split } from './prepared-table.ts'
import { readRecipe } from './recipe.ts'
import { writeOutputs } from './write-outputs.ts'

/** Runs a SQL recipe over all data files and writes the job's outputs. Returns the rows of each split. */
export async function prepareBySql(folders: Folders, by: Arguments): Promise<Record<Split, number>> {
  const files = listDataFiles(folders.data)
  const connection = await openDatabase(folders)
  try {
    const inputColumns = await createInputView(connection, files, by.format)
    console.log(`INFO: ${files.length} ${by.format} file(s) with columns ${inputColumns.join(', ')}`)
    const recipe = await readRecipe(connection, join(folders.code, by.recipe), by.recipe, inputColumns)
    const prepared = await createPreparedTable(connection, recipe, by, inputColumns)
    const rows = await countSplits(connection, by)
    await checkValues(connection, by.recipe, prepared)
    await writeOutputs(connection, folders, prepared, rows)
    return rows
  } finally {
    connection.closeSync()
  }
}
