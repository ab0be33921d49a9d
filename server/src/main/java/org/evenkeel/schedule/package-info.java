/** Programs, their sessions, and who is on the roster of each. */
package org.evenkeel.schedule;
