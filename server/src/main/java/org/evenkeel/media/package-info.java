/** Which media engine carries voice and picture, and what a client needs for it. */
package org.evenkeel.media;
