"""The only writers of appeals, by what happens: filing, the sender's side, taking over, work, requests, replies."""
