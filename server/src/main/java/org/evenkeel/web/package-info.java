/**
 * HTTP: the routers put together, who is asking, how errors are told, and the web client's files.
 */
package org.evenkeel.web;
