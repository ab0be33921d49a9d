/**
 * PostgreSQL: the pool, the migrations, and the server that we bring along when nobody names one.
 */
package org.evenkeel.store;
