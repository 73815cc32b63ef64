CREATE INDEX outbox_lanes ON outbox (lane, urgency, id);
