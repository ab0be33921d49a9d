/**
 * The benchmark of the live endpoint, {@code mvn -Pbench}: one Evenkeel node beside a bare
 * broadcast server of the same frames, each on one core, under the same load. It asserts nothing;
 * it measures and reports.
 */
package org.evenkeel.bench;
