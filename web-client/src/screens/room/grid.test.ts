import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestGrid } from './grid'

const GAP = 8

describe('the grid of tiles', () => {
  it('puts one person alone in the whole of a phone', () => {
    expect(bestGrid(1, 344, 430, GAP)).toEqual({ columns: 1, rows: 1, width: 344, height: 430 })
  })

  it('stacks two on a phone and lays them side by side on a desk', () => {
    expect(bestGrid(2, 344, 500, GAP)).toMatchObject({ columns: 1, rows: 2 })
    expect(bestGrid(2, 1240, 600, GAP)).toMatchObject({ columns: 2, rows: 1 })
  })

  it('lays four out two by two', () => {
    expect(bestGrid(4, 1240, 640, GAP)).toMatchObject({ columns: 2, rows: 2 })
    expect(bestGrid(4, 344, 500, GAP)).toMatchObject({ columns: 2, rows: 2 })
  })

  it('keeps sixteen on a phone large enough for a face', () => {
    const grid = bestGrid(16, 344, 470, GAP)
    expect(grid.width * grid.height).toBeGreaterThan(70 * 90)
  })

  it('has a size for no place and for nobody', () => {
    expect(bestGrid(3, 0, 0, GAP)).toMatchObject({ width: 0, height: 0 })
    expect(bestGrid(0, 300, 300, GAP)).toMatchObject({ columns: 1, rows: 1 })
  })

  const places = [
    fc.integer({ min: 1, max: 16 }),
    fc.integer({ min: 200, max: 2000 }),
    fc.integer({ min: 150, max: 1400 }),
  ] as const

  it('always fits everyone in, in a shape that suits a face', () => {
    fc.assert(
      fc.property(...places, (count, width, height) => {
        const grid = bestGrid(count, width, height, GAP)
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count)
        expect(grid.columns * grid.width + (grid.columns - 1) * GAP).toBeLessThanOrEqual(width)
        expect(grid.rows * grid.height + (grid.rows - 1) * GAP).toBeLessThanOrEqual(height)
        // A px of rounding each way.
        expect((grid.width + 1) / grid.height).toBeGreaterThanOrEqual(3 / 4)
        expect(grid.width / (grid.height + 1)).toBeLessThanOrEqual(16 / 9 + 0.01)
      }),
    )
  })

  it('finds no larger tile with any other number of columns', () => {
    fc.assert(
      fc.property(...places, (count, width, height) => {
        const grid = bestGrid(count, width, height, GAP)
        const area = (grid.width + 1) * (grid.height + 1)
        for (let columns = 1; columns <= count; columns++) {
          const rows = Math.ceil(count / columns)
          const w = Math.min((width - GAP * (columns - 1)) / columns, ((height - GAP * (rows - 1)) / rows) * (16 / 9))
          const h = Math.min((height - GAP * (rows - 1)) / rows, w / (3 / 4))
          if (w > 0 && h > 0) expect(area * 1.002).toBeGreaterThanOrEqual(w * h)
        }
      }),
    )
  })
})
