/** Persons, what they are in a program, how they sign in, and their consents. */
package org.evenkeel.people;
