/** How tiles lie: sizes in px. */
export interface Grid {
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
}

/** Faces look right between an upright and a wide picture; beyond that too much is cut away. */
const NARROWEST = 3 / 4
const WIDEST = 16 / 9

/**
 * The grid of `count` tiles that gives each the largest area within `width` by `height`, with `gap` between them. Ties
 * go to the fuller last row. With no room at all the sizes are 0, never negative.
 */
export function bestGrid(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid & { area: number; empty: number } = {
    columns: 1,
    rows: 1,
    width: 0,
    height: 0,
    area: -1,
    empty: 0,
  }
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.max(1, Math.ceil(count / columns))
    const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns)
    const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows)
    const tileWidth = Math.min(cellWidth, cellHeight * WIDEST)
    const tileHeight = Math.min(cellHeight, tileWidth / NARROWEST)
    const area = tileWidth * tileHeight
    const empty = columns * rows - count
    if (area > best.area * 1.001 || (area > best.area * 0.999 && empty < best.empty)) {
      best = { columns, rows, width: tileWidth, height: tileHeight, area, empty }
    }
  }
  return {
    columns: best.columns,
    rows: best.rows,
    width: Math.floor(best.width),
    height: Math.floor(best.height),
  }
}
