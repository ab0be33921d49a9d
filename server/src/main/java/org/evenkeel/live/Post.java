package org.evenkeel.live;

import java.util.List;
import java.util.function.BiConsumer;

/** Carries parcels to the node that holds the sockets. */
final class Post implements BiConsumer<String, List<Parcel>> {
  private final String self;
  private final Sockets sockets;
  private final BiConsumer<String, List<Parcel>> elsewhere;

  /**
   * @param elsewhere carries parcels to another node
   */
  Post(String self, Sockets sockets, BiConsumer<String, List<Parcel>> elsewhere) {
    this.self = self;
    this.sockets = sockets;
    this.elsewhere = elsewhere;
  }

  @Override
  public void accept(String node, List<Parcel> parcels) {
    if (node.equals(self)) {
      sockets.deliver(parcels);
    } else {
      elsewhere.accept(node, parcels);
    }
  }
}
