/**
 * What the ledger holds and what follows from it.
 *
 * <p>Facts are appended to PostgreSQL and never edited; minutes, lateness and standing are computed
 * from them when somebody asks. {@link org.evenkeel.attendance.Intervals} and {@link
 * org.evenkeel.attendance.Sheet} with their records are pure: no framework, no clock, no random.
 */
package org.evenkeel.attendance;
