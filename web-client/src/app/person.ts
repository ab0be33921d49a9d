import type { Me } from '../live/api'

const STAFF = ['lead', 'counselor']

/** Whether somebody belongs to the program's staff. The server decides what they may see; this only picks links. */
export function isStaff(me: Me): boolean {
  return [me.role, ...me.roles].some((role) => STAFF.includes(role))
}
