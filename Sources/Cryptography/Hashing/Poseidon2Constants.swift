// Round constants of the Poseidon2 instances, generated from the instances plonky3-t8 and
// plonky3-t12 of Tests/Vectors/poseidon2-goldilocks.json. They come from the Grain LFSR of the
// Poseidon2 paper, eprint 2023/323. HashingTests compares the permutations with that file.

/// The constants of each width: full rounds row by row, four before and four after the rest.
enum Poseidon2Constants {
    /// 8 rows of 8 for the full rounds of width 8.
    static let external8: InlineArray<64, UInt64> = [
        0xdd57_43e7_f2a5_a5d9, 0xcb3a_864e_58ad_a44b, 0xffa2_449e_d32f_8cdc,
        0x4202_5f65_d6bd_13ee, 0x7889_175e_2550_6323, 0x34b9_8bb0_3d24_b737,
        0xbdcc_535e_cc4f_aa2a, 0x5b20_ad86_9fc0_d033, 0xf1dd_a5b9_259d_fcb4,
        0x2751_5210_be11_2d59, 0x4227_d171_8c76_6c3f, 0x26d3_3316_1a5b_d794,
        0x49b9_3895_7bf4_b026, 0x4a56_b593_8b21_3669, 0x1120_426b_48c8_353d,
        0x6b32_3c3f_10a5_6cad, 0xce57_d624_5ddc_a6b2, 0xb1fc_8d40_2bba_1eb1,
        0xb5c5_096c_a959_bd04, 0x6db5_5cd3_06d3_1f7f, 0xc49d_293a_81cb_9641,
        0x1ce5_5a4f_e979_719f, 0xa92e_60a9_d178_a4d1, 0x002c_c649_73bc_fd8c,
        0xcea7_21cc_e82f_b11b, 0xe5b5_5eb8_098e_ce81, 0x4e30_525c_6f1d_dd66,
        0x43c6_7028_2707_0987, 0xaca6_8430_a7b5_762a, 0x3674_2386_34df_9c93,
        0x88ce_e1c8_25e3_3433, 0xde99_ae8d_74b5_7176, 0x014e_f119_7d34_1346,
        0x9725_e208_25d0_7394, 0xfdb2_5aef_2c5b_ae3b, 0xbe54_02dc_598c_971e,
        0x93a5_711f_04cd_ca3d, 0xc45a_9a5b_2f8f_b97b, 0xfe89_46a9_2493_3545,
        0x2af9_97a2_7369_091c, 0xaa62_c88e_0b29_4011, 0x058e_b9d8_10ce_9f74,
        0xb3cb_23ec_ed34_9ae4, 0xa364_8177_a77b_4a84, 0x4315_3d90_5992_d95d,
        0xf4e2_a97c_da44_aa4b, 0x5baa_2702_b908_682f, 0x0829_23bd_f4f7_50d1,
        0x98ae_09a3_2589_3803, 0xf8a6_4750_7796_8838, 0xceb0_735b_f00b_2c5f,
        0x0a1a_5d95_3888_e072, 0x2fcb_1904_89f9_4475, 0xb5be_0627_0dec_69fc,
        0x739c_b934_b09a_cf8b, 0x5377_50b7_5ec7_f25b, 0xe9dd_318b_ae1f_3961,
        0xf746_2137_299e_fe1a, 0xb1f6_b8ee_e9ad_b940, 0xbdeb_cc8a_809d_fe6b,
        0x40fc_1f79_1b17_8113, 0x3ac1_c336_2d01_4864, 0x9a01_6184_bdb8_aeba,
        0x95f2_3944_59fb_c25e,
    ]

    /// One for each of the 22 partial rounds of width 8.
    static let internal8: InlineArray<22, UInt64> = [
        0x4888_97d8_5ff5_1f56, 0x1140_737c_cb16_2218, 0xa7ee_b921_5866_ed35,
        0x9bd2_976f_ee49_fcc9, 0xc0c8_f0de_580a_3fcc, 0x4fb2_dae6_ee8f_c793,
        0x343a_89f3_5f37_395b, 0x223b_525a_77ca_72c8, 0x56cc_b625_74aa_a918,
        0xc4d5_07d8_027a_f9ed, 0xa080_673c_f0b7_e95c, 0xf018_4884_eb70_dcf8,
        0x044f_10b0_cb3d_5c69, 0xe9e3_f799_3938_f186, 0x1b76_1c80_e772_f459,
        0x606c_ec60_7a1b_5fac, 0x14a0_c2e1_d45f_03cd, 0x4eac_e885_5398_574f,
        0xf905_ca71_03ef_f3e6, 0xf8c8_f8d2_0862_c059, 0xb524_fe8b_dd67_8e5a,
        0xfbb7_8659_01a1_ec41,
    ]

    /// 8 rows of 12 for the full rounds of width 12.
    static let external12: InlineArray<96, UInt64> = [
        0x13dc_f33a_ba21_4f46, 0x30b3_b654_a1da_6d83, 0x1fc6_34ad_a615_9b56,
        0x9374_5996_4dc0_3466, 0xedd2_ef2c_a794_9924, 0xede9_affd_e0e2_2f68,
        0x8515_b9d6_bac9_282d, 0x6b5c_07b4_e9e9_00d8, 0x1ec6_6368_838c_8a08,
        0x9042_367d_80d1_fbab, 0x4002_8356_4a3c_3799, 0x4a00_be04_66bc_a75e,
        0x7913_beee_58e3_817f, 0xf545_e885_3223_7d90, 0x22f8_cb87_3604_2005,
        0x6f04_990e_247a_2623, 0xfe22_e87b_a37c_38cd, 0xd20e_32c8_5ffe_2815,
        0x1172_2767_4048_fe73, 0x4e9f_b7ea_98a6_b145, 0xe086_6c23_2b8a_f08b,
        0x00bb_c779_1688_4964, 0x7031_c0fb_990d_7116, 0x240a_9e87_cf35_108f,
        0x2e63_63a5_a122_44b3, 0x5e1c_3787_d1b5_011c, 0x4132_660e_2a19_6e8b,
        0x3a01_3b64_8d3d_4327, 0xf798_39f4_9888_ea43, 0xfe85_658e_bafe_1439,
        0xb688_9825_a142_40bd, 0x5784_5360_5541_382b, 0x4508_cda8_f6b6_3ce9,
        0x9c3e_f358_4868_4c91, 0x0812_bde2_3c87_178c, 0xfe49_638f_7f72_2c14,
        0x8e3f_688c_e885_cbf5, 0xb8e1_10ac_f746_a87d, 0xb4b2_e897_3a6d_abef,
        0x9e71_4c5d_a3d4_62ec, 0x6438_f903_3d3d_0c15, 0x2431_2f7c_f1a2_7199,
        0x23f8_43bb_47ac_bf71, 0x9183_f11a_34be_9f01, 0x8390_62fb_b9d4_5dbf,
        0x24b5_6e7e_6c2e_43fa, 0xe168_3da6_1c96_2a72, 0xa95c_6397_1a19_bfa7,
        0xc68b_e7c9_4882_a24d, 0xaf99_6d5d_5cda_edd9, 0x9717_f025_e7da_f6a5,
        0x6436_679e_6e72_16f4, 0x8a22_3d99_047a_f267, 0xbb51_2e35_a133_ba9a,
        0xfbbf_4409_7671_aa03, 0xf040_58eb_f681_1e61, 0x5cca_8470_3fac_7ffb,
        0x9b55_c794_5de6_469f, 0x8e05_bf09_808e_934f, 0x2ea9_00de_8763_07d7,
        0x7748_fff2_b38d_fb89, 0x6b99_a676_dd3b_5d81, 0xac4b_b7c6_27cf_7c13,
        0xadb6_ebe5_e9e2_f5ba, 0x2d33_378c_afa2_4ae3, 0x1e5b_7380_7543_f8c2,
        0x0920_8814_bfeb_b10f, 0x782e_64b6_bb5b_93dd, 0xadd5_a48e_ac90_b50f,
        0xadd4_c54c_736e_a4b1, 0xd58d_bb86_ed81_7fd8, 0x6d5e_d1a5_33f3_4ddd,
        0x2868_6aa3_e36b_7cb9, 0x591a_bd34_7668_9f36, 0x047d_7666_78f1_3875,
        0xa2a1_1112_625f_5b49, 0x21fd_10a3_f830_4958, 0xf9b4_0711_443b_0280,
        0xd269_7eb8_b2bd_e88e, 0x3493_790b_5173_1b3f, 0x11ca_f9dd_7376_4023,
        0x7acf_b8f7_2878_164e, 0x744e_c4db_23ce_fc26, 0x1e00_e58f_422c_6340,
        0x21dd_28d9_06a6_2dda, 0xf32a_46ab_5f46_5b5f, 0xbfce_1320_1f3f_7e6b,
        0xf30d_2e7a_db53_04e2, 0xecdf_4ee4_abad_48e9, 0xf94e_8218_2d39_5019,
        0x4ee5_2e37_44d8_87c5, 0xa134_1c7c_ac00_83b2, 0x2302_fb26_c30c_834a,
        0xaea3_c587_273b_f7d3, 0xf798_e249_6182_3ec7, 0x962d_eba3_e9a2_cd94,
    ]

    /// One for each of the 22 partial rounds of width 12.
    static let internal12: InlineArray<22, UInt64> = [
        0x4adf_842a_a75d_4316, 0xf8fb_b871_aa4a_b4eb, 0x68e8_5b6e_b2dd_6aeb,
        0x07a0_b06b_2d27_0380, 0xd94e_0228_bd28_2de4, 0x8bdd_91d3_250c_5278,
        0x209c_68b8_8bba_778f, 0xb5e1_8cda_b77f_3877, 0xb296_a3e8_08da_93fa,
        0x8370_ecbd_a11a_327e, 0x3f90_7528_3775_dad8, 0xb780_95bb_23c6_aa84,
        0x3f36_b9fe_72ad_4e5f, 0x69bc_9678_0b10_b553, 0x3f1d_341f_2eb7_b881,
        0x4e93_9e98_1583_8818, 0xda36_6b3a_e2a3_1604, 0xbc89_db1e_7287_d509,
        0x6102_f411_f9ef_5659, 0x5872_5c5e_7ac1_f0ab, 0x0df5_856c_7988_83e7,
        0xf7bb_62a8_da4c_961b,
    ]
}
