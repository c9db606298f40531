// The pure state transition, compiled natively and for the guest.
