/**
 * {@code evenkeel check-jitsi}: tries out, from where a browser is, whether a deployment of Jitsi
 * keeps to what this server relies on.
 */
package org.evenkeel.check;
