package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.util.List;

/** Words that go over the grid together. It is answered when all of them were handed over. */
final class Errand implements Runnable, HazelcastInstanceAware {
  private final Load load;
  private transient HazelcastInstance here;

  /**
   * What it is made of.
   *
   * @param from the node that sends
   */
  record Load(String from, List<Word> words) {}

  /**
   * One of its words.
   *
   * @param number rises with each word of one sender
   * @param topic whose handler takes it
   */
  record Word(long number, String topic, byte[] body) {}

  @JsonCreator
  Errand(Load load) {
    this.load = load;
  }

  @JsonValue
  Load load() {
    return load;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    here = instance;
  }

  @Override
  public void run() {
    Courier courier = Courier.of(here);
    if (courier != null) {
      courier.take(load);
    }
  }
}
